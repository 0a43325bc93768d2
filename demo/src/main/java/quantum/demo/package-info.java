/**
 * The whole suite on one machine: a private Redis, the paper exchange and the services as separate
 * processes, entries sent as an outside signal would, and checks at the end.
 */
package quantum.demo;
