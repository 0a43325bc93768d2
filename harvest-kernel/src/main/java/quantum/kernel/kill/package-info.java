/** The kill score: how much of the edge behind a position has gone. */
package quantum.kernel.kill;
