/** The venue's WebSocket streams: exchange events → the venue's JSON → subscribers, in order. */
package quantum.paper.stream;
