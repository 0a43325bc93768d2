/** Builds what is installed: runtime, launchers, caches; see the module's README. */
package quantum.distribution;
