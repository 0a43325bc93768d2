/**
 * How fast the suite is, measured on a private Redis and real processes; nothing here is a test.
 */
package quantum.benchmarks;
