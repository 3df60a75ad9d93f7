package tracking

// DeviceID is temporary.
type DeviceID uint64
