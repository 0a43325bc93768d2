/** The kernel against vectors of an independent implementation. */
package quantum.kernel.golden;
