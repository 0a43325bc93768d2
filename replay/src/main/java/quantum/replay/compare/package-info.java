/**
 * Whether one setting does better than another: {@code combinations → first part → the chosen one →
 * second part → paired differences → bootstrap of blocks → verdict}. Pure; how a setting does is
 * asked of whoever runs it.
 */
package quantum.replay.compare;
