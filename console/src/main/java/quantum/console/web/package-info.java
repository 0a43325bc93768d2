/** HTTP: who may ask, what is answered, and what is pushed. */
package quantum.console.web;
