/** Stops that lock profit in, and the ratchet that lets a stop only tighten. */
package quantum.kernel.lock;
