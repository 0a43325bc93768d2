/** What the venue answers when it does not do what was asked: HTTP status, code and text. */
package quantum.paper.refusal;
