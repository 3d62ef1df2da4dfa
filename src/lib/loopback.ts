/** Whether a URL leads to this machine: 127.0.0.0/8, ::1, localhost or a name below it. URL writes other forms of an address alike. */
export const isLoopback = ({ hostname }: URL): boolean =>
  /^127\.\d+\.\d+\.\d+$/.test(hostname) || hostname === '[::1]' || /^(?:.+\.)?localhost$/.test(hostname)
