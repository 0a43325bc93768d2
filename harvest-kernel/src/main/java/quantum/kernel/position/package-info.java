/** A position, the events that change it, and the fold over them. */
package quantum.kernel.position;
