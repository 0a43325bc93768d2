/** Exit decisions: stop, target, kill score and age. */
package quantum.kernel.exit;
