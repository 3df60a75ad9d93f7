package api

import (
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"casenotes/api/hl7"
	"casenotes/tracking"
)

// feed are what an operator watches of the messages that come in.
func (m *metrics) feed() hl7.Watch {
	messages := prometheus.NewCounterVec(prometheus.CounterOpts{Name: "casenotes_feed_messages_total", Help: "Messages that came, by what became of them."}, []string{"state"})
	took := prometheus.NewHistogram(prometheus.HistogramOpts{Name: "casenotes_feed_message_seconds", Help: "Time from a message's last byte to its acknowledgement.",
		Buckets: []float64{.001, .0025, .005, .01, .025, .05, .1, .25, .5, 1, 5, 30}})
	connections := prometheus.NewGauge(prometheus.GaugeOpts{Name: "casenotes_feed_connections", Help: "Senders that are connected."})
	cuts := prometheus.NewCounterVec(prometheus.CounterOpts{Name: "casenotes_feed_cut_total", Help: "Connections of senders that were cut, by why."}, []string{"why"})
	m.registry.MustRegister(messages, took, connections, cuts)
	return hl7.Watch{
		Message: func(state tracking.FeedState, d time.Duration) {
			messages.WithLabelValues(string(state)).Inc()
			took.Observe(d.Seconds())
		},
		Connection: func(change int) { connections.Add(float64(change)) },
		Cut:        func(why string) { cuts.WithLabelValues(why).Inc() },
	}
}
