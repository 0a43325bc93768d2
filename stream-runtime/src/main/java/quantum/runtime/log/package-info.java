/** How an event becomes a line: for journald with its priority, else with the time. */
package quantum.runtime.log;
