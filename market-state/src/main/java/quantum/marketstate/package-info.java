/**
 * Mark prices of the venue: WebSocket (or REST while that is silent) → decode → price.update and
 * quantum:ticker, one commit for all that waits.
 */
package quantum.marketstate;
