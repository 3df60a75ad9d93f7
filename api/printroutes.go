package api

import (
	"net/http"

	"github.com/gin-gonic/gin"

	"casenotes/tracking"
)

// printing is the part of the map that leads to printers and what they print.
func (s *Server) printing() {
	get(s, "/print-jobs", tracking.MayPrint, "Print jobs, the newest first", s.listPrints)
	create(s, "/print-jobs", tracking.MayPrint, "Print labels", s.postPrint)
	get(s, "/print-jobs/{id}", tracking.MayPrint, "A print job and its labels", s.getPrint)
	post(s, "/print-jobs/{id}/cancel", tracking.MayPrint, "Take back a job that was not sent", s.printStep(s.Service.CancelPrint))
	post(s, "/print-jobs/{id}/done", tracking.MayPrint, "Say that the labels came out", s.printStep(s.Service.SayPrinted))
	create(s, "/print-jobs/{id}/again", tracking.MayPrint, "Print the labels of a job again, with a reason", s.postPrintAgain)
	post(s, "/print-jobs/{id}/scans", tracking.MayPrint, "Scan a new label: the job is done when all were", s.postPrintScan)
	operation(s, http.MethodPost, "/print-jobs/{id}/file", tracking.MayPrint, "The labels of a printer without an address", s.postPrintFile, drawing)

	get(s, "/printers", tracking.MayPrint, "Printers and how they are", s.listPrinters)
	create(s, "/printers", tracking.MayAdminister, "Add a printer", s.postPrinter)
	get(s, "/printers/{name}", tracking.MayPrint, "A printer", s.getPrinter)
	patch(s, "/printers/{name}", tracking.MayAdminister, "Change or retire a printer", s.patchPrinter)
	post(s, "/printers/{name}/test", tracking.MayPrint, "Ask a printer how it is", s.postPrinterTest)

	get(s, "/label-layouts", tracking.MayPrint, "What stands on the labels of folders", s.listLayouts)
	patch(s, "/label-layouts/{kind}", tracking.MayAdminister, "Change what stands on a kind of label", s.patchLayout)
	get(s, "/stocks", tracking.MayPrint, "Label stock", s.listStocks)
	create(s, "/stocks", tracking.MayAdminister, "Add label stock that is not shipped", s.postStock)
	post(s, "/stocks/{name}/retire", tracking.MayAdminister, "Take label stock off the lists", s.postStockRetire)
}

// printPages are the pages of labels and printers.
func (s *Server) printPages(g *gin.RouterGroup) {
	g.GET("/labels", s.visit(tracking.MayPrint, s.getLabels))
	g.POST("/labels", s.visit(tracking.MayPrint, s.postLabelsPage))
	g.GET("/labels/jobs/:id", s.visit(tracking.MayPrint, s.getPrintPage))
	g.POST("/labels/jobs/:id/print", s.visit(tracking.MayPrint, s.postPrintPage))
	g.POST("/labels/jobs/:id/scan", s.visit(tracking.MayPrint, s.postScanForm))
	g.POST("/labels/jobs/:id/again", s.visit(tracking.MayPrint, s.postAgainForm))
	g.POST("/labels/jobs/:id/file", s.visit(tracking.MayPrint, s.postFileForm))
	g.POST("/labels/jobs/:id/done", s.visit(tracking.MayPrint, s.postPrintStep(s.Service.SayPrinted, "Saved: the labels were printed.")))
	g.POST("/labels/jobs/:id/cancel", s.visit(tracking.MayPrint, s.postPrintStep(s.Service.CancelPrint, "Cancelled. Nothing is printed.")))
	g.POST("/folders/:code/relabel", s.visit(tracking.MayEditFolders, s.postRelabelForm))

	g.GET("/printers", s.visit(tracking.MayPrint, s.getPrinters))
	g.GET("/printers/new", s.visit(tracking.MayAdminister, s.getNewPrinter))
	g.POST("/printers/new", s.visit(tracking.MayAdminister, s.postNewPrinter))
	g.GET("/printers/:id", s.visit(tracking.MayAdminister, s.getPrinterPage))
	g.POST("/printers/:id", s.visit(tracking.MayAdminister, s.postPrinterPage))
	g.GET("/printers/:id/calibration", s.visit(tracking.MayAdminister, s.getCalibration))
	g.POST("/printers/:id/test", s.visit(tracking.MayPrint, s.postPrinterAsk))
	g.GET("/layouts", s.visit(tracking.MayAdminister, s.getLayouts))
	g.GET("/layouts/:kind", s.visit(tracking.MayAdminister, s.getLayout))
	g.POST("/layouts/:kind", s.visit(tracking.MayAdminister, s.postLayout))
	g.GET("/stocks", s.visit(tracking.MayAdminister, s.getStocks))
	g.POST("/stocks/retire", s.visit(tracking.MayAdminister, s.postRetireStock))
	g.GET("/stocks/new", s.visit(tracking.MayAdminister, s.getNewStock))
	g.POST("/stocks/new", s.visit(tracking.MayAdminister, s.postNewStock))
}
