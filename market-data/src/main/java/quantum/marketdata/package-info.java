/** Public market data of the venue: candles, mark prices, funding; no account, no orders. */
package quantum.marketdata;
