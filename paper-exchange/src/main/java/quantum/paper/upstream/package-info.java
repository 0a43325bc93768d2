/**
 * Follows a venue's public prices: socket → freshness → exchange; rules and candles by REST. Reads
 * only: no key, no account, no order ever leaves from here.
 */
package quantum.paper.upstream;
