/** What Redis says now, as immutable values, read once a second or when a stream moves. */
package quantum.console.model;
