package tracking

import "time"

// PrintTx is the part of a transaction that is about printers and labels. What changes a job says which version of it it changes:
// somebody who was quicker makes it ErrStale.
type PrintTx interface {
	Printer(name string) (Printer, bool, error)
	PrinterByID(PrinterID) (Printer, bool, error)
	AddPrinter(Printer) (Printer, error)
	UpdatePrinter(Printer) error
	// SawPrinter writes what is known of a printer's health and nothing else of it.
	SawPrinter(Printer) error
	Stock(name string) (Stock, bool, error)
	AddStock(Stock) error
	RetireStock(Stock) error
	AddLabelLayout(LabelLayout) error
	// UpdateLabelLayout changes the layout whose version is one less, else it is ErrStale.
	UpdateLabelLayout(LabelLayout) error

	// LockPrintJob reads a job for change.
	LockPrintJob(id string) (PrintJob, bool, error)
	AddPrintJob(PrintJob, []PrintLabel) error
	UpdatePrintJob(PrintJob) error
	// ForgetPrints deletes jobs that were prepared before a moment and never asked for, with their labels.
	ForgetPrints(before time.Time, limit int) (int, error)
	// SendingByOthers are the jobs that other processes than this one began to send until a moment.
	SendingByOthers(sender string, until time.Time) ([]PrintJob, error)
	PrintLabels(job string) ([]PrintLabel, error)
	// NumberLabels writes the label versions of a job.
	NumberLabels([]PrintLabel) error
	// ScannedLabel writes that one label was scanned.
	ScannedLabel(PrintLabel) error
	// LabelVersions are the newest label versions of folders that have any.
	LabelVersions([]FolderID) (map[FolderID]int, error)
	// Folders reads folders without locking them.
	Folders([]FolderID) ([]Folder, error)

	// Relabel gives the folder its new barcode; the old one becomes an alias.
	Relabel(f Folder, old ReplacedLabel) error
	ReplacedLabels(codes []string) ([]ReplacedLabel, error)
	// NewestFolder is the highest number that a folder has.
	NewestFolder() (FolderID, error)
	// CountImported is how many folders between the numbers of a batch an import of its person registered.
	CountImported(ImportBatch) (int, error)
	AddImportBatch(ImportBatch) (ImportBatch, error)

	// Lease takes or keeps the lease of a job that one process at a time does.
	Lease(name, holder string, now, until time.Time) (held bool, err error)
}
