/** Public market data of the venue: candles, premium index; no account, no orders. */
package quantum.marketdata;
