/** When a position ends, and what was asked about that already. Pure. */
package quantum.exitbrain.decide;
