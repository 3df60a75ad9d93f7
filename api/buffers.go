package api

import "sync"

// writeBuffers are shared by all live sockets: one needs a buffer only while it writes.
var writeBuffers = &sync.Pool{}
