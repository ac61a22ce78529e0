/* Shows a notice while no page is open; what it is about is read on the page, after signing in. */

self.addEventListener("push", (event) => {
  const { notice, title, path } = event.data?.json() ?? {};
  if (!notice) return;
  event.waitUntil(self.registration.showNotification(title, { tag: notice, data: { path }, lang: "ko" }));
});

self.addEventListener("notificationclick", (event) => {
  event.notification.close();
  event.waitUntil(self.clients.openWindow(event.notification.data?.path ?? "/"));
});
