/**
 * What is to be opened, and when: {@code entries file | every few hours | a trader's own positions
 * → orders → schedule}.
 */
package quantum.replay.entry;
