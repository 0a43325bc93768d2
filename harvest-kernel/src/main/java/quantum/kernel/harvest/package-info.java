/** Harvest decisions: the kernel formula and the two policies around it. */
package quantum.kernel.harvest;
