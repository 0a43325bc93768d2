/**
 * What an operator does to a running harvest-brain from outside: the only verbs that change
 * anything beside practice.
 */
package quantum.cli.repair;
