/** The account of a futures exchange: order → filters, margin → fill, fee, position, balance. */
package quantum.paper.account;
