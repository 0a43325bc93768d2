/** Stop and target levels as functions of leverage. */
package quantum.kernel.level;
