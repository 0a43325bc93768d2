/**
 * The paper exchange: recorded candles → ticks, or a venue's public stream → prices; → one account
 * → the venue's REST and WebSocket API on loopback, with a control API beside it.
 */
package quantum.paper;
