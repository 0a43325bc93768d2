/** A trader's own trades: files of fills or of positions, paired to what was opened and closed. */
package quantum.replay.trades;
