/**
 * The imperative shell every service shares: settings → Redis → one consumer loop → one atomic
 * commit per batch → health and clean shutdown.
 */
package quantum.runtime;
