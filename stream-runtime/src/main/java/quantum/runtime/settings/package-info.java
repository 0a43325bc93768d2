/** Settings that more than one service reads: name, default and range of each are said once. */
package quantum.runtime.settings;
