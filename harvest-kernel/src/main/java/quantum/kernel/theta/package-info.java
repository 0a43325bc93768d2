/**
 * The tunables of the kernel: one validated record, read and overridden by the names of SPEC §3.
 */
package quantum.kernel.theta;
