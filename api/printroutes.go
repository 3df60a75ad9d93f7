package api

import (
	"net/http"

	"casenotes/tracking"
)

// printing is the part of the map that leads to printers and what they print.
func (s *Server) printing() {
	get(s, "/print-jobs", tracking.MayPrint, "Print jobs, the newest first", s.listPrints)
	create(s, "/print-jobs", tracking.MayPrint, "Print labels", s.postPrint)
	get(s, "/print-jobs/{id}", tracking.MayPrint, "A print job and its labels", s.getPrint)
	post(s, "/print-jobs/{id}/cancel", tracking.MayPrint, "Take back a job that was not sent", s.postPrintCancel)
	post(s, "/print-jobs/{id}/done", tracking.MayPrint, "Say that the labels came out", s.postPrintDone)
	create(s, "/print-jobs/{id}/again", tracking.MayPrint, "Print the labels of a job again, with a reason", s.postPrintAgain)
	post(s, "/print-jobs/{id}/scans", tracking.MayPrint, "Scan a new label: the job is done when all were", s.postPrintScan)
	operation(s, http.MethodPost, "/print-jobs/{id}/file", tracking.MayPrint, "The labels of a printer without an address", s.postPrintFile, drawing)

	get(s, "/printers", tracking.MayPrint, "Printers and how they are", s.listPrinters)
	create(s, "/printers", tracking.MayAdminister, "Add a printer", s.postPrinter)
	get(s, "/printers/{name}", tracking.MayPrint, "A printer", s.getPrinter)
	patch(s, "/printers/{name}", tracking.MayAdminister, "Change or retire a printer", s.patchPrinter)
	post(s, "/printers/{name}/test", tracking.MayPrint, "Ask a printer how it is", s.postPrinterTest)

	get(s, "/stocks", tracking.MayPrint, "Label stock", s.listStocks)
	create(s, "/stocks", tracking.MayAdminister, "Add label stock of the site's own", s.postStock)
	post(s, "/stocks/{name}/retire", tracking.MayAdminister, "Take label stock off the lists", s.postStockRetire)
}
