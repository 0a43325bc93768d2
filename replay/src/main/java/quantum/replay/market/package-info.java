/**
 * The prices that entries need, and what is known of them: {@code prices + entries → window →
 * statistics of each minute}; funding rates of files.
 */
package quantum.replay.market;
