/**
 * What the apply layer decides, as functions of their arguments: gates, sizes, and what a fill
 * makes of a position. The shell and the replay tool share it, so both decide alike.
 */
package quantum.apply.decide;
