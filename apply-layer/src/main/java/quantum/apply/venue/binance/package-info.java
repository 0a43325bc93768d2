/** The venue port over the signed REST API of Binance USDⓈ-M futures, and of whatever speaks it. */
package quantum.apply.venue.binance;
