/** What the supervisor tells about one process. */
export interface ProcessStatus {
  name: string;
  ours: boolean;
  running: boolean;
  pid?: number;
  startedAt?: string;
  restarts: number;
  lastExit?: string;
  memoryBytes: number;
  logFile: string;
}

export interface SupervisorStatus {
  pid: number;
  memoryBytes: number;
  processes: ProcessStatus[];
}
