/** The one reader of Redis: it looks four times a second and publishes what has changed. */
package quantum.console.watch;
