// Calls test.Backend/Call by way of xDS: reads how often, line by line, and prints as JSON which backend answered how many and what failed.
package main

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"os"
	"strconv"
	"sync"
	"time"

	"google.golang.org/grpc"
	"google.golang.org/grpc/credentials/insecure"
	"google.golang.org/grpc/status"
	_ "google.golang.org/grpc/xds"
)

const inFlight = 50

// Messages are bytes as they are.
type raw struct{}

func (raw) Marshal(v any) ([]byte, error) { return *v.(*[]byte), nil }
func (raw) Unmarshal(data []byte, v any) error {
	*v.(*[]byte) = append([]byte(nil), data...)
	return nil
}
func (raw) Name() string { return "raw" }

type result struct {
	Counts   []int    `json:"counts"`
	Failures []string `json:"failures"`
}

func main() {
	backends, err := strconv.Atoi(os.Args[2])
	if err != nil {
		panic(err)
	}
	conn, err := grpc.NewClient(os.Args[1], grpc.WithTransportCredentials(insecure.NewCredentials()))
	if err != nil {
		panic(err)
	}
	defer conn.Close()
	lines := bufio.NewScanner(os.Stdin)
	for lines.Scan() {
		times, err := strconv.Atoi(lines.Text())
		if err != nil {
			panic(err)
		}
		text, _ := json.Marshal(call(conn, times, backends))
		fmt.Println(string(text))
	}
}

func call(conn *grpc.ClientConn, times, backends int) result {
	var lock sync.Mutex
	var workers sync.WaitGroup
	left := make(chan struct{}, times)
	for i := 0; i < times; i++ {
		left <- struct{}{}
	}
	close(left)
	all := result{Counts: make([]int, backends), Failures: []string{}}
	for i := 0; i < inFlight; i++ {
		workers.Add(1)
		go func() {
			defer workers.Done()
			for range left {
				ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
				request, reply := []byte{}, []byte{}
				err := conn.Invoke(ctx, "/test.Backend/Call", &request, &reply, grpc.ForceCodec(raw{}))
				cancel()
				lock.Lock()
				if err != nil {
					all.Failures = append(all.Failures, name(err)+": "+err.Error())
				} else if number, bad := strconv.Atoi(string(reply)); bad == nil && number < backends {
					all.Counts[number]++
				}
				lock.Unlock()
			}
		}()
	}
	workers.Wait()
	return all
}

// As other languages spell it.
func name(err error) string {
	text, _ := json.Marshal(status.Code(err).String())
	if string(text) == `"Unavailable"` {
		return "UNAVAILABLE"
	}
	return string(text)
}
