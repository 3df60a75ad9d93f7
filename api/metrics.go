package api

import (
	"net/http"
	"strconv"
	"time"

	"github.com/gin-gonic/gin"
	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promhttp"
)

// metrics are what an operator watches. They hold no patient's data.
type metrics struct {
	registry *prometheus.Registry
	requests *prometheus.HistogramVec
	scans    *prometheus.CounterVec
	signIns  *prometheus.CounterVec
}

func newMetrics(hub *Hub) *metrics {
	m := &metrics{registry: prometheus.NewRegistry(),
		requests: prometheus.NewHistogramVec(prometheus.HistogramOpts{Name: "casenotes_http_request_seconds", Help: "Time to answer, by route.",
			Buckets: []float64{.001, .0025, .005, .01, .025, .05, .1, .25, .5, 1, 2.5, 5}}, []string{"method", "route", "status"}),
		scans:   prometheus.NewCounterVec(prometheus.CounterOpts{Name: "casenotes_scans_total", Help: "Scans, by outcome."}, []string{"outcome"}),
		signIns: prometheus.NewCounterVec(prometheus.CounterOpts{Name: "casenotes_sign_ins_total", Help: "Sign-ins: good, refused, limited."}, []string{"result"}),
	}
	m.registry.MustRegister(m.requests, m.scans, m.signIns, collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}),
		prometheus.NewGaugeFunc(prometheus.GaugeOpts{Name: "casenotes_live_sockets", Help: "Open live sockets."}, func() float64 { return float64(hub.Watchers()) }),
		prometheus.NewCounterFunc(prometheus.CounterOpts{Name: "casenotes_live_messages_total", Help: "Messages queued for live sockets."}, func() float64 { return float64(hub.passed.Load()) }),
		prometheus.NewCounterFunc(prometheus.CounterOpts{Name: "casenotes_live_slow_total", Help: "Live sockets closed because they read too slowly."}, func() float64 { return float64(hub.slow.Load()) }))
	return m
}

func (m *metrics) handler() http.Handler {
	return promhttp.HandlerFor(m.registry, promhttp.HandlerOpts{})
}

// observe measures every request, by route and never by path: paths hold barcodes.
func (s *Server) observe(c *gin.Context) {
	start := time.Now()
	c.Next()
	route := c.FullPath()
	if route == "" {
		route = "none"
	}
	s.metrics.requests.WithLabelValues(c.Request.Method, route, strconv.Itoa(c.Writer.Status())).Observe(time.Since(start).Seconds())
}
