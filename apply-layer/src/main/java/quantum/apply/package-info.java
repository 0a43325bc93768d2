/**
 * The only service that trades: {@code apply.plan → lane of the symbol → gates → order → position
 * hash + apply.result + ack, in one commit}.
 */
package quantum.apply;
