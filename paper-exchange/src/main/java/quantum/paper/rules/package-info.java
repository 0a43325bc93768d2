/**
 * The venue's exchangeInfo, trimmed to the symbols that trade here, and the filters read from it.
 */
package quantum.paper.rules;
