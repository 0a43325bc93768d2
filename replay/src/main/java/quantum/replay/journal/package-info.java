/**
 * What happened: {@code plans + results → decisions → the story of each position → the report's
 * positions}, of a running suite's streams as of a replay.
 */
package quantum.replay.journal;
