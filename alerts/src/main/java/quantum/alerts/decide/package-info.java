/** What is told, when, and in which words: pure functions of what was heard and the time. */
package quantum.alerts.decide;
