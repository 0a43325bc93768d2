/**
 * The whole suite from outside: its processes, a real Redis, the paper exchange; entries go in,
 * orders and profits come out.
 */
package quantum.system;
