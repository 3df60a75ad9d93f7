package tracking

// ContainerID is the database's number for a container; people use its barcode.
type ContainerID uint64
