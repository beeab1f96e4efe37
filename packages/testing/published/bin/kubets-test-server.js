#!/usr/bin/env node
import "../lib/kubets-test-server.js";
