/** The steps in which profit is taken: their sizes and weights. */
package quantum.kernel.tranche;
