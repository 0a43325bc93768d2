/** What is read, as the JSON that pages draw: pure functions of the model. */
package quantum.console.page;
