/** Play money: what is laid down for it, how it is started and followed, and how it goes away. */
package quantum.cli.practice;
